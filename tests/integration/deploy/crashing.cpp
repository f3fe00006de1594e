// Dies while it is loaded, of its own or by a loop that never ends: only the trial of a deployment may meet it.
#include <cstdlib>

#include <zato/service.hpp>

namespace {

class Nothing : public zato::Service {
  void handle() override {}
};

const zato::Register<Nothing> registered("deploy.nothing");
const bool crashed = [] {
  std::abort();
  return true;
}();

}  // namespace
