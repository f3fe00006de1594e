"""Constants of 3.2's zato.common.const."""


class ServiceConst:
    ServiceInvokerName = "pub.zato.service.service-invoker"
    API_Admin_Invoke_Username = "admin.invoke"
    API_Admin_Invoke_Url_Path = "/zato/admin/invoke"


class SECRETS:
    PREFIX = "zato.secret."
    PARAMS = "zato+secret://"
    EncryptedMarker = "zato.secret.encrypted"
    Encrypted_Indicator = "gAAA"
    URL_PREFIX = "zato+secret://"
