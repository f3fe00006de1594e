// demo.invoke-other: invokes demo.echo and answers with what that one said.
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

class InvokeOther : public zato::Service {
  void handle() override {
    const zato::Payload echoed = invoke("demo.echo", request.payload);
    response.payload = zato::Json{{"from", "demo.echo"}, {"said", echoed.bytes()}};
  }
};

const zato::Register<InvokeOther> registered("demo.invoke-other");

}  // namespace
