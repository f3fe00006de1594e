"""Names of services, from files and classes."""
import unittest

from zato._host.naming import module_of, service_name


class Naming(unittest.TestCase):
    def test_the_class_is_split_at_its_humps(self):
        for module, name, expected in (
                ("my_module", "MyService", "my-module.my-service"), ("mod", "GetCRMData", "mod.get-crm-data"),
                ("mod", "HTTPConnection", "mod.http-connection"), ("mod", "My_Service", "mod.my_service"),
                ("gestionPeriode", "GestionPeriode", "gestion-periode.gestion-periode"), ("api", "ABC", "api.abc"),
                ("m", "GetURL2", "m.get-url2")):
            self.assertEqual(service_name(module, name), expected)

    def test_the_module_is_the_file_or_its_path_below_src(self):
        self.assertEqual(module_of("/opt/zato/services/crm_api.py"), "crm_api")
        self.assertEqual(module_of("/work/src/acme/crm/api.py"), "acme.crm.api")
        self.assertEqual(module_of("/work/src/acme/__init__.py"), "acme")
        self.assertEqual(module_of("/work/source/acme/api.py"), "acme.api")
        self.assertEqual(module_of("/server1/work/hot-deploy/current/api.py"), "api")


if __name__ == "__main__":
    unittest.main()
