#include "integration/deploy/deployer.hpp"

#include <algorithm>
#include <cstdio>

#include "base/text.hpp"
#include "support/wait.hpp"

namespace zato::test {

using nlohmann::json;

AdminApi::Answer Deployer::deploy(const Files& files, int server) const {
  json list = json::array();
  for (const auto& [name, bytes] : files) list.push_back({{"name", name}, {"payload", base::base64_encode(bytes)}});
  return call("zato.deployment.create", {{"files", list}}, server);
}

std::string Deployer::invoke(const std::string& service, int server) const {
  const auto answer = api_.call(service, json::object(), server);
  return answer.body.is_discarded() ? std::to_string(answer.status) : answer.body.dump();
}

std::vector<std::string> Deployer::invoke_everywhere(const std::string& service) const {
  std::vector<std::string> answers;
  for (int server = 1; server <= cluster_.servers(); ++server) answers.push_back(invoke(service, server));
  return answers;
}

Files versioned_files(int version) {
  const auto number = "VERSION = " + std::to_string(version) + "\n";
  return {{"common_part.py", number},
          {"late_part.py", number},
          {"versions.py", "import common_part\nimport gevent\nfrom zato.server.service import Service\n" + number + R"(
class Report(Service):
    name = 'versions.report'
    def handle(self):
        seen = [VERSION, common_part.VERSION, self.invoke('versions.inner')['version']]
        gevent.sleep(0.003)
        import late_part
        seen += [late_part.VERSION, self.invoke('versions.inner')['version'], self.invoke('versions.other')['version']]
        self.response.payload = {'versions': seen}

class Inner(Service):
    name = 'versions.inner'
    def handle(self):
        self.response.payload = {'version': VERSION}
)"},
          {"versions_other.py", "from zato.server.service import Service\n" + number + R"(
class Other(Service):
    name = 'versions.other'
    def handle(self):
        self.response.payload = {'version': VERSION}
)"}};
}

std::string simple_service(const std::string& name, int version) {
  return "from zato.server.service import Service\nclass Simple(Service):\n    name = '" + name +
         "'\n    def handle(self):\n        self.response.payload = {'version': " + std::to_string(version) + "}\n";
}

std::string versioned_module(int version) {
  static const auto built = read_text(ZATO_TEST_DEPLOY_MODULES "/deploy_versioned.so");
  auto bytes = built;
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06d", version);
  bytes.replace(bytes.find("version-000000") + 8, 6, digits);
  return bytes;
}

}  // namespace zato::test
