// deploy.versioned: tells which version it is: the tests change the digits in the built file.
#include <zato/service.hpp>

namespace {

const char* volatile g_version = "version-000000";

class Versioned : public zato::Service {
  void handle() override { response.payload = '"' + std::string(g_version) + '"'; }
};

const zato::Register<Versioned> registered("deploy.versioned");

}  // namespace
