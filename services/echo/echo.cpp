// demo.echo: answers with what it was sent. The smallest service there is.
#include <zato/service.hpp>

namespace {

class Echo : public zato::Service {
  void handle() override {
    response.payload = request.payload;
    response.content_type = request.http.headers.get("Content-Type");
  }
};

const zato::Register<Echo> registered("demo.echo");

}  // namespace
