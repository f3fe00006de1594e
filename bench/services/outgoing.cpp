// Services of the cases `proxy` and `concurrent`.
#include <zato/service.hpp>

namespace {

class Proxy : public zato::Service {
  void handle() override { response.payload = out.rest["backend"].post(std::move(request.payload)).bytes(); }
};

class Wait : public zato::Service {
  void handle() override { response.payload = out.rest["late"].get().bytes(); }
};

const zato::Register<Proxy> proxy("bench.proxy.cpp");
const zato::Register<Wait> waiting("bench.wait.cpp");

}  // namespace
