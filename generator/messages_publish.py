"""What publishing says: 400x what is wanted, 401x who may, 402x the place, 403x the files, 404x to 407x targets, 41xx servers."""

from __future__ import annotations

from generator.message import Message

# fmt: off
PUBLISH: tuple[Message, ...] = (
    # 400x: what is wanted
    Message("E4000", "没有 publish.yaml，不知道发布到哪里", "there is no publish.yaml, so it is not known where to publish", "在站点文件夹里建立 publish.yaml，写法见文档“发布到服务器”", "make publish.yaml in the site's folder; docs/how-to/publish.md shows how"),
    Message("E4001", "publish.yaml 里没有叫“{0}”的目标", "publish.yaml has no target “{0}”", "现有：{1}", "there are: {1}"),
    Message("E4002", "两个目标都叫“{0}”", "two targets are called “{0}”", "给其中一个换个名称", "give one of them another name"),
    Message("E4003", "网站有错误，没有发布", "the site has errors and was not published", "改正上面的错误后再发布", "repair the errors above, then publish again"),
    Message("E4004", "这次会从网站上删去 {0} 个文件，超过了不经确认可以删除的数量", "{0} files would vanish from the site, more than may unasked", "先看清上面的清单；确实要删，加上 --allow-deletes {0}", "look at the list above; if it is meant, add --allow-deletes {0}"),
    Message("E4005", "没有安装 {0}，不能发布到这种目标", "{0} is not installed, which this kind of target needs", "运行 pip install 'gongkai[{1}]'", "run pip install 'gongkai[{1}]'"),
    Message("E4006", "没有设置环境变量 {0}", "the environment variable {0} is not set", "publish.yaml 里写的是变量的名称，口令放在变量里", "publish.yaml names the variable; the secret is its value"),
    Message("E4007", "没有发布：没有人确认", "nothing was published: nobody confirmed it", "加上 --yes 就不再询问", "with --yes nobody is asked"),
    # 401x: who may, and when
    Message("E4010", "{0} 正在发布到这个目标", "{0} is publishing to this target", "等它结束再试；如果那次发布已经中断，15 分钟后锁自动失效（锁在 {1}）", "wait for it; when that run has died, its lock ends after 15 minutes (the lock is {1})"),
    Message("E4011", "目标里已有不是本程序放的“{0}”，没有动它", "“{0}” in the target is not of this program's making and was left alone", "把它改名移开；或者换一个空文件夹作路径", "move it away, or give an empty folder as the path"),
    Message("E4012", "不能发布到 {0}：不能是站点文件夹，也不能与它的 content、site 等文件夹互相包含", "cannot publish to {0}: it must be neither the site's folder nor above or in its content, site and so on", "换一个文件夹", "choose another folder"),
    Message("E4013", "刚才另有一次发布，网站已经不是上面比较时的样子", "somebody published in the meantime, and the site is no longer what it was compared with", "再运行一次", "run it again"),
    Message("E4014", "这个目标还没有发布过", "nothing has been published to this target yet", "先运行一次 gongkai publish {0}，以后才能用 --due", "run gongkai publish {0} once; --due goes on from there"),
    Message("E4015", "没有版本“{0}”可以回退", "there is no release “{0}” to roll back to", "可以回退到：{1}", "there are: {1}"),
    Message("E4017", "没有发布：公开件没能记入登记簿：{0}", "nothing was published, for notices could not be announced: {0}", "运行 gongkai log status 查看；记好以后再发布", "gongkai log status tells more; publish again after that"),
    Message("E4018", "没有更早的版本可以退回", "there is no earlier release to roll back to", "第二次发布以后才有", "there is one after the second"),
    # 402x: the place
    Message("E4020", "目标的磁盘已满", "the target's disk is full", "清理目标的磁盘后再运行一次，会接着上次的进度；也可以把 keep（保留版本）改小", "make room there and run it again, it goes on where it stopped; keep can be made smaller too"),
    Message("E4021", "目标不允许写：{0}", "the target may not be written: {0}", "请服务器管理员给发布用的账号写这个文件夹的权限", "ask the server's administrator to let the account write this folder"),
    Message("E4022", "目标出错：{0} {1}", "the target failed: {0} {1}", "再运行一次会接着上次的进度", "run it again, it goes on where it stopped"),
    Message("E4023", "连不上服务器 {0}", "the server {0} cannot be reached", "检查主机名、端口和网络；服务器的 SSH 服务要开着", "check name, port and network; the server must run SSH"),
    Message("E4024", "不认识服务器 {0}（{1}），没有连接", "the server {0} is not known ({1}); not connected", "先向服务器管理员核对这个指纹，再用 ssh 登录一次记下它，或者在 known_hosts（主机密钥文件）里写上它的公钥", "have its administrator confirm this fingerprint, then log in once with ssh, or add its key to known_hosts"),
    Message("E4025", "服务器 {0} 的密钥和记下的不一样（{1}），没有连接", "the key of the server {0} is not the one that is known ({1}); not connected", "可能有人冒充服务器，也可能服务器重装过；向管理员核实后再更新 known_hosts", "somebody may pose as the server, or it was set up anew; ask its administrator before you change known_hosts"),
    Message("E4026", "服务器 {1} 不让 {0} 登录", "the server {1} does not let {0} log in", "检查账号；用 key_file（密钥文件）写私钥的位置，公钥要放进服务器上这个账号的 .ssh/authorized_keys", "check the account; key_file names the private key, and the public key belongs into the account's .ssh/authorized_keys"),
    Message("E4027", "和服务器的连接断了：{0}", "the connection to the server was lost: {0}", "网站没有变化；再运行一次会接着上次的进度", "the site is as it was; run it again, it goes on where it stopped"),
    Message("E4028", "服务器的 SFTP 服务不能建立符号链接或不能一步改名，做不到整站切换", "the server's SFTP can make no symbolic links or cannot rename in one step, so releases cannot be switched", "请管理员启用 OpenSSH 的 SFTP；或者改用离线包", "ask for OpenSSH's SFTP, or use a package"),
    Message("E4029", "私钥文件 {0} 读不了", "the private key {0} cannot be read", "检查路径；有口令的私钥要写 passphrase_variable（密钥口令变量），或者用 ssh-agent", "check the path; a key with a passphrase needs passphrase_variable, or an agent"),
    # 403x: the files
    Message("E4031", "目标上的发布记录已损坏：{0}", "the target's record of a release is damaged: {0}", "把目标上 state/records 里的这个记录移走，再发布一次", "move this record out of state/records on the target and publish again"),
    Message("E4032", "读回来的文件和发出的不一样：{0}（共 {1} 个）", "a file read back is not what was sent: {0} ({1} in all)", "检查目标的磁盘，再运行一次", "check the target's disk and run it again"),
    Message("E4033", "发布过程中文件被改动或不见了：{0}", "a file changed or vanished while it was being published: {0}", "再运行一次", "run it again"),
    Message("E4034", "网站里有不能发布的文件：{0}", "the site holds a file that cannot be published: {0}", "删去这个链接或特殊文件，或给它换个名称", "delete this link or special file, or give it another name"),
    Message("W4041", "从网址取回的 {0} 不是刚发布的（共 {1} 个不同）", "{0}, fetched from the site's address, is not what was published ({1} differ)", "网址可能不通向这个目标，或者中间有缓存；运行 gongkai doctor 看看", "the address may lead elsewhere, or a cache lies between; gongkai doctor tells more"),
    Message("W4042", "打不开网站的网址：{0}", "the site's address cannot be opened: {0}", "文件已经放好；检查网站服务器和网址", "the files are in place; check the web server and the address"),
    # 405x: stores of objects
    Message("E4050", "对象存储不认这个密钥，可能已经过期（{0}）", "the store does not take these credentials; they may have expired ({0})", "换成有效的访问密钥（环境变量或 ~/.aws），再运行一次会接着上次的进度", "renew them (environment variables or ~/.aws) and run it again, it goes on where it stopped"),
    Message("E4051", "没有这个存储桶", "there is no such bucket", "检查 bucket、endpoint（接入点）和 region（地域）", "check bucket, endpoint and region"),
    Message("E4052", "对象存储拒绝了操作 {0}", "the store denied {0}", "请管理员给这个密钥读、写、列出、删除这个桶里文件的权限", "the credentials must be allowed to read, write, list and delete the bucket's objects"),
    Message("E4053", "对象存储出错：{0}", "the store failed: {0}", "再运行一次会接着上次的进度", "run it again, it goes on where it stopped"),
    Message("E4054", "{0} 这个地址的文件从不改变，但存储桶里已有另一个内容", "{0} is an address whose file never changes, but the bucket has another one there", "弄清它是谁放的，移走后再发布", "find out who put it there, remove it and publish again"),
    Message("E4055", "没有找到对象存储的密钥", "there are no credentials for the store", "设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或者写 ~/.aws/credentials", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write ~/.aws/credentials"),
    # 406x: packages
    Message("E4060", "这不是这个目标的回执：{0}", "this is no receipt of this target: {0}", "回执由内网的 apply.py 写在离线包旁边，文件名以 .receipt 结尾", "apply.py writes receipts beside packages on the inner network; their names end in .receipt"),
    Message("E4061", "回执 {0} 比已登记的旧", "the receipt {0} is older than the one that is known", "请带回最近一次的回执", "carry the latest one back"),
    Message("N4062", "把 {0} 和 apply.py 带到内网，在那里运行 {1}（ROOT 是放网站各版本的文件夹，网站的根是其中的 current）", "carry {0} and apply.py over and run {1} there (ROOT is the folder of the releases, the web root is current in it)", "再把 {2} 带回，运行 gongkai publish 目标 --receipt 文件", "then carry {2} back: gongkai publish TARGET --receipt FILE"),
    Message("N4063", "第一次在内网运行时加上 --key '{0}'", "the first time over there needs --key '{0}'", "这一行要另外交给内网的管理员，不要和离线包放在一起", "hand this line to its administrator by another way than the packages"),
    Message("E4064", "签名的私钥 {0} 在站点文件夹里", "the private key {0} lies in the site's folder", "放到站点文件夹之外，以免被一起公开", "keep it elsewhere, lest it be published"),
    Message("E4065", "只有离线包有回执", "only packages have receipts", "这个目标不是离线包，去掉 --receipt", "this target makes no packages; leave --receipt out"),
    # 407x: commands
    Message("E4070", "命令 {0} 没有成功：{1}", "the command {0} failed: {1}", "按它的提示解决，再运行一次", "do what it says and run it again"),
    Message("N4071", "版本已放好，请运行：{0}", "the release is in its folder; now run: {0}"),
    # 408x: servers
    Message("E4081", "不知道网站的网址", "the site's address is not known", "在 content/site.yaml 里写 url，或者在 publish.yaml 的目标里写 url（网址）", "give url in content/site.yaml, or for the target in publish.yaml"),
    # 41xx: what the doctor finds
    Message("E4100", "打不开 {0}：{1}", "{0} cannot be opened: {1}", "检查网址、网站服务器和证书；自己签发的证书用 --trust 指定", "check the address, the server and its certificate; --trust names one of your own"),
    Message("W4101", "{0} 没有内容安全策略（Content-Security-Policy），或者太松", "{0} has no Content-Security-Policy, or a weak one", "用 gongkai server 写出的配置", "use the configuration that gongkai server prints"),
    Message("W4102", "{0} 没有 X-Content-Type-Options: nosniff", "{0} lacks X-Content-Type-Options: nosniff", "用 gongkai server 写出的配置", "use the configuration that gongkai server prints"),
    Message("W4103", "{0} 没有 Referrer-Policy，读者从哪里来会被别的网站知道", "{0} lacks a Referrer-Policy, so other sites learn what was read", "用 gongkai server 写出的配置", "use the configuration that gongkai server prints"),
    Message("W4104", "{0} 没有 Strict-Transport-Security，或者不到半年", "{0} lacks Strict-Transport-Security, or it is for less than half a year", "用 gongkai server 写出的配置", "use the configuration that gongkai server prints"),
    Message("W4105", "{0} 的类型是 {1}，应是 {2}", "{0} is served as {1}, not {2}", "在服务器配置里给这种文件写上类型", "give this kind of file its type in the server's configuration"),
    Message("W4106", "{0} 的类型（{1}）没有写 charset=utf-8，可能乱码", "the type of {0} ({1}) lacks charset=utf-8", "在服务器配置里写 charset utf-8", "set the charset in the server's configuration"),
    Message("W4107", "不存在的网址 {0} 回答 {1}，应是 404", "{0}, which does not exist, answers {1}, not 404", "检查服务器的错误页和转向", "check the server's error pages and redirects"),
    Message("W4108", "不存在的网址 {0} 回答 200，应是 404", "{0}, which does not exist, answers 200, not 404", "错误页要带上 404 状态，不要转向首页", "send the error page with status 404, and no redirect to the home page"),
    Message("W4109", "不存在的网址 {0} 显示的不是本站的 404 页", "{0}, which does not exist, does not show the site's own 404 page", "在服务器配置里写 error_page 404 /404.html", "set the error page to 404.html in the server's configuration"),
    Message("W4110", "{0} 列出了文件夹里的文件", "{0} lists the files of a folder", "关掉目录列表（autoindex、Indexes）", "switch directory listings off (autoindex, Indexes)"),
    Message("W4111", "不该公开的 {0} 可以打开", "{0}, which is not of the site, can be opened", "网站的根只能是 current；禁止以点开头的路径；存储桶策略里排除 .gongkai/", "the web root is current and nothing above it; deny paths with a dot; exclude .gongkai/ in the bucket's policy"),
    Message("W4112", "{0} 没有压缩传输", "{0} is not compressed", "打开 gzip", "switch gzip on"),
    Message("W4113", "{0} 可以长期缓存，却没有说", "{0} could be kept for long, but nothing says so", "assets/ 里的文件设一年", "let files in assets/ be kept for a year"),
    Message("W4114", "{0} 会被缓存 {1} 秒，更新后读者看到旧页", "{0} is kept for {1} seconds: readers see old pages after an update", "网页缓存不超过几分钟", "let pages be kept for minutes only"),
    Message("W4115", "{0} 没有转到 https", "{0} does not lead to https", "http 一律 301 转到 https", "redirect http to https with 301"),
    Message("W4117", "证书 {0} 天后到期", "the certificate ends in {0} days", "更换证书，并设置自动续期", "renew it, and have it renewed by itself"),
    Message("W4118", "{0} 没有 IPv6 地址", "{0} has no IPv6 address", "请域名管理员加上 AAAA 记录，服务器同时监听 IPv6", "have an AAAA record added, and let the server listen on IPv6"),
    Message("W4119", "{0} 不是已发布的版本（共 {1} 个）", "{0} is not what was published ({1} in all)", "检查网站的根是不是 current，清除中间的缓存", "check that the web root is current, and purge caches between"),
    Message("W4120", "{0} 缺少页面标签：{1}", "{0} lacks page tags: {1}", "服务器或中间的软件不应改动网页；检查主题的模板", "nothing between may change pages; check the theme's templates"),
    Message("W4121", "{0} 在 https 里引用了 http：{1}", "{0} loads {1} without https", "改用 https 或相对的网址", "use https or a relative address"),
    Message("W4122", "{0} 会被缓存，核对的人看到旧的日志", "{0} is cached, so who verifies sees an old log", "给它设 Cache-Control: no-cache", "set Cache-Control: no-cache for it"),
    Message("W4123", "{0} 不是最新的", "{0} is not the latest", "清除中间的缓存", "purge caches between"),
    Message("W4124", "旧网址 {0} 没有转到新网址（回答 {1}）", "the old address {0} does not lead to the new one (it answers {1})", "用 gongkai server 重新写出配置", "print the configuration again with gongkai server"),
    Message("W4125", "{0} 打不开，回答 {1}（共 {2} 个）", "{0} answers {1} ({2} in all)", "检查网站的根和文件的权限", "check the web root and the rights of the files"),
    Message("W4126", "服务器说出了软件的版本：{0}", "the server tells its version: {0}", "关掉（server_tokens off、ServerTokens Prod）", "switch it off (server_tokens off, ServerTokens Prod)"),
    Message("W4127", "{0} 自称的网址是 {1}，不在这个网站", "{0} says that its address is {1}, on another host", "检查 content/site.yaml 里的 url", "check url in content/site.yaml"),
)
# fmt: on
