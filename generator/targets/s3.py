"""A bucket of S3 or of a store that speaks its language (OSS, COS, OBS, MinIO), by boto3.

Content types and cache headers are given with every object. Files that never change are created, never replaced.
Credentials come from where AWS's own tools look, or from environment variables that publish.yaml names.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from generator.publishing import Failure
from generator.publishing.config import Wanted
from generator.publishing.manifest import CACHES, Item
from generator.publishing.objects import Objects
from generator.publishing.target import Holder

THREADS = 12
TAG = "sha256"  # the name of our own header
ONCE = 1000  # objects deleted by one request
BLOCK = 1 << 20

_EXPIRED = frozenset((
    "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidAccessKeyId", "InvalidToken",
    "SignatureDoesNotMatch", "AuthFailure", "RequestExpired", "SecurityTokenExpired", "InvalidSecurityToken",
))  # fmt: skip
_FULL = frozenset(("QuotaExceeded", "InsufficientCapacity", "XMinioStorageFull", "EntityTooLarge", "507"))
_DENIED = frozenset(("AccessDenied", "403", "Forbidden", "AllAccessDisabled", "AccountProblem"))


class Bucket:
    """The objects below a prefix of a bucket."""

    def __init__(self, client: Any, bucket: str, prefix: str, acl: str) -> None:
        self.client, self.bucket, self.prefix, self.acl = client, bucket, prefix, acl

    def at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.prefix + key}

    def get(self, key: str) -> bytes | None:
        try:
            data: bytes = self.client.get_object(**self.at(key))["Body"].read()
        except self.client.exceptions.ClientError as e:
            if _code(e) in ("NoSuchKey", "404"):
                return None
            raise
        return data

    def tag(self, key: str) -> str | None:
        try:
            found = self.client.head_object(**self.at(key))
        except self.client.exceptions.ClientError as e:
            if _code(e) in ("NoSuchKey", "404", "NotFound"):
                return None
            raise
        return str(found["Metadata"].get(TAG, ""))

    def put(self, key: str, item: Item, data: BinaryIO, create: bool) -> bool:
        digest = hashlib.md5(usedforsecurity=False)
        while part := data.read(BLOCK):
            digest.update(part)
        data.seek(0)
        # the store compares it with what has come in
        given = {"Body": data, "ContentLength": item.size, "ContentMD5": base64.b64encode(digest.digest()).decode()}
        if create:
            given["IfNoneMatch"] = "*"
        try:
            self.client.put_object(**self.at(key), **given, **self._headers(key, item))
        except self.client.exceptions.ClientError as e:
            if create and _code(e) in ("PreconditionFailed", "412", "ConditionalRequestConflict", "409"):
                return False
            if create and _code(e) in ("NotImplemented", "501"):
                # an older store: the order of steps and the lock must do
                data.seek(0)
                return self.put(key, item, data, create=False)
            raise
        return True

    def copy(self, old: str, new: str, item: Item) -> None:
        origin = {"Bucket": self.bucket, "Key": self.prefix + old}
        self.client.copy_object(
            **self.at(new), CopySource=origin, MetadataDirective="REPLACE", **self._headers(new, item)
        )

    def remove(self, keys: list[str]) -> None:
        for start in range(0, len(keys), ONCE):
            part = [{"Key": self.prefix + key} for key in keys[start : start + ONCE]]
            answer = self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": part, "Quiet": True})
            for error in answer.get("Errors", ()):
                raise Failure("E4053", f"{error.get('Code')} {error.get('Key')}")

    def keys(self, prefix: str) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
            for found in page.get("Contents", ()):
                yield str(found["Key"])[len(self.prefix) :]

    def each(self, work: Callable[[str], None], paths: list[str]) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            try:
                for _ in pool.map(work, paths):
                    pass
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _headers(self, key: str, item: Item) -> dict[str, Any]:
        headers: dict[str, Any] = {
            "ContentType": item.type, "CacheControl": CACHES[item.cache], "Metadata": {TAG: item.sha256},
        }  # fmt: skip
        # what is not of the site is for nobody else
        return headers | ({"ACL": self.acl} if self.acl and not key.startswith(".gongkai/") else {})


class S3(Objects):
    """A target in a bucket."""

    def explain(self, error: Exception) -> tuple[str, tuple[str, ...]] | None:
        return said(error)

    def close(self) -> None:
        """Connections end by themselves."""


def said(error: Exception) -> tuple[str, tuple[str, ...]] | None:
    """What the store has said, as a message."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError

    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return "E4055", ()
    if isinstance(error, BotoCoreError | OSError):
        return "E4027", (str(error),)
    if not isinstance(error, ClientError):
        return None
    code = _code(error)
    if code in _EXPIRED:
        return "E4050", (code,)
    if code == "NoSuchBucket":
        return "E4051", ()
    if code in _DENIED:
        return "E4052", (str(error.operation_name),)
    return ("E4020", ()) if code in _FULL else ("E4053", (code,))


def open_target(wanted: Wanted, _root: str, holder: Holder) -> S3:
    """The target of a bucket; nothing is asked of it yet."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise Failure("E4005", "boto3", "s3") from None
    keys = {}
    if wanted.text("access_key_variable"):
        keys["aws_access_key_id"] = _secret(wanted, "access_key_variable")
        keys["aws_secret_access_key"] = _secret(wanted, "secret_key_variable")
    session = boto3.Session(profile_name=wanted.text("profile") or None)
    config = Config(
        retries={"mode": "standard", "max_attempts": 4}, connect_timeout=10, read_timeout=60,
        max_pool_connections=THREADS + 2,
        # stores other than AWS's do not know the newer checksums
        request_checksum_calculation="when_required", response_checksum_validation="when_required",
    )  # fmt: skip
    client = session.client(  # type: ignore[call-overload]
        "s3", endpoint_url=wanted.text("endpoint") or None,
        region_name=wanted.text("region") or session.region_name or "us-east-1", config=config, **keys,
    )  # fmt: skip
    prefix = wanted.text("prefix").strip("/")
    return S3(
        Bucket(client, wanted.text("bucket"), f"{prefix}/" if prefix else "", wanted.text("acl")), holder, wanted.keep
    )


def _secret(wanted: Wanted, key: str) -> str:
    """The value of the variable that a key names."""
    name = wanted.text(key)
    value = os.environ.get(name, "") if name else ""
    if not value:
        raise Failure("E4006", name or key)
    return value


def _code(e: Any) -> str:
    return str(e.response.get("Error", {}).get("Code", ""))
