"""Base classes of Zato's own services, which some services derive from."""
from zato.server.service.base import AdminService


class AdminSIO:
    namespace = "https://zato.io/ns/20130518"


class GetListAdminSIO:
    input_required = ("cluster_id",)
    input_optional = ("cur_page", "paginate", "query")
