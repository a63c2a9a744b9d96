"""The keys of publish.yaml: a list of targets for each kind, and what each kind needs. Secrets have no place in it."""

from __future__ import annotations

from generator.field import Choice, Field

SWITCHES = (
    Choice("link", "链接", "a symbolic link"),
    Choice("exchange", "交换", "an exchange of folders"),
)

# fmt: off
_NAME = Field("name", "名称", "id", "目标的名称，命令里用它：gongkai publish 名称", "name of the target: gongkai publish NAME", required=True)
_URL = Field("url", "网址", "web", "网站的网址；写了就在发布后取回来核对", "the site's address; given, pages are fetched and compared after a publish", aliases=("网站网址",))
_GRACE = Field("grace", "保留小时", "integer", "不再使用的样式和脚本再留几个小时，给缓存里的旧页面用，默认 24", "hours that styles and scripts stay after they left the site, for pages in caches; default 24")
_KEEP = Field("keep", "保留版本", "integer", "保留几个版本供回退，默认 5", "how many releases stay, to roll back to; default 5")
_COMMON = (_NAME, _URL, _KEEP, _GRACE)
_PATH = Field("path", "路径", "text", "放各版本的文件夹；网站的根是其中的 current", "the folder of the releases; the web root is current in it", required=True)

PUBLISH: dict[str, tuple[Field, ...]] = {
    "publish": (
        Field("folder", "文件夹", "records", "发布到本机的文件夹", "publish to a folder of this machine", record="folder_target"),
        Field("sftp", "SFTP服务器", "records", "通过 SSH 发布到服务器", "publish to a server over SSH", record="sftp_target"),
        Field("s3", "对象存储", "records", "发布到对象存储（S3、OSS、COS、MinIO 等）", "publish to a bucket of S3 or a store that speaks its language", record="s3_target"),
        Field("package", "离线包", "records", "做成离线包，带到内网", "make packages to carry to a network of its own", record="package_target"),
        Field("command", "命令", "records", "用自己的命令发布，如 rsync、rclone", "publish by a command of your own, such as rsync or rclone", record="command_target"),
        Field("moved", "迁移", "records", "旧网址到新网址的转向，写进服务器配置", "redirects from old addresses, for the server's configuration", record="moved"),
    ),
    "moved": (
        Field("from", "旧网址", "text", "从网站的根算起的旧网址", "the old address, from the site's root", required=True),
        Field("to", "新网址", "text", "从网站的根算起的新网址", "the new one", required=True),
    ),
    "folder_target": (
        *_COMMON,
        _PATH,
        Field("switch", "切换", "choice", "切换方式，默认用符号链接；网站的根不能是链接时用交换", "how releases are switched; default: link. exchange where the web root cannot be a link", choices=SWITCHES),
    ),
    "sftp_target": (
        *_COMMON,
        _PATH,
        Field("host", "主机", "text", "服务器的域名或地址", "the server's name or address", required=True),
        Field("port", "端口", "integer", "端口，默认 22", "port; default 22"),
        Field("user", "用户", "text", "登录用的账号", "the account", required=True),
        Field("key_file", "密钥文件", "text", "登录用的私钥文件；不写就用 ssh-agent 里的密钥", "file of the private key; without it the agent's keys are used"),
        Field("passphrase_variable", "密钥口令变量", "text", "放私钥口令的环境变量的名称", "name of the environment variable with the key's passphrase"),
        Field("password_variable", "密码变量", "text", "放登录密码的环境变量的名称；密钥登录更好", "name of the environment variable with the password; keys are better"),
        Field("known_hosts", "主机密钥文件", "text", "记有服务器公钥的文件，默认 ~/.ssh/known_hosts", "file that holds the server's key; default ~/.ssh/known_hosts"),
        Field("channels", "通道数", "integer", "同时使用的通道，默认 8", "channels used at once; default 8"),
    ),
    "s3_target": (
        *_COMMON,
        Field("bucket", "存储桶", "text", "存储桶的名称", "name of the bucket", required=True),
        Field("prefix", "前缀", "text", "放在桶里的这个文件夹下，默认放在最上层", "folder in the bucket; default: its top"),
        Field("endpoint", "接入点", "web", "接入点网址；AWS 以外的都要写", "address of the service; needed for all but AWS"),
        Field("region", "地域", "text", "地域，如 cn-north-1", "region, such as cn-north-1"),
        Field("profile", "配置名", "text", "~/.aws 里的配置名", "a profile of ~/.aws"),
        Field("access_key_variable", "密钥编号变量", "text", "放访问密钥编号的环境变量的名称；不写就按 AWS 工具的惯例找", "name of the environment variable with the access key id; default: as AWS's tools find it"),
        Field("secret_key_variable", "密钥变量", "text", "放访问密钥的环境变量的名称", "name of the environment variable with the secret key"),
        Field("acl", "访问权限", "text", "每个文件的访问权限，如 public-read；用桶策略时不写", "canned ACL of every object, such as public-read; none where a bucket policy says it"),
    ),
    "package_target": (
        *_COMMON,
        Field("path", "路径", "text", "放离线包的文件夹，如移动硬盘上的", "the folder for packages, on a disk to carry", required=True),
        Field("full", "完整", "boolean", "是：每次都做完整的包；默认只放变了的文件", "true: every package has all files; default: those that changed"),
        Field("key_file", "密钥文件", "text", "签名用的私钥文件，要在站点文件夹之外；默认在用户的数据文件夹里新建一个", "file of the private key that signs, outside the site's folder; default: a new one where the system keeps a user's data"),
    ),
    "command_target": (
        *_COMMON,
        Field("path", "路径", "text", "本机上放各版本的文件夹", "the folder of the releases on this machine", required=True),
        Field("command", "命令", "texts", "命令，每行一个词；{folder} 代表这个版本的文件夹", "the command, a word a line; {folder} stands for the release's folder", required=True),
        Field("run", "运行", "boolean", "否：只写出命令，由人运行；默认是", "false: the command is only shown, for a person to run; default: true"),
    ),
}
# fmt: on
