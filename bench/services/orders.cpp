// orders.py in C++.
#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

class Total : public zato::Service {
  void handle() override {
    const auto order = request.payload.as<zato::Json>();
    double total = 0;
    for (const auto& line : order["lines"]) total += line["count"].get<double>() * line["price"].get<double>();
    response.payload = zato::Json{{"customer", order["customer"]}, {"lines", order["lines"].size()}, {"total", total}};
  }
};

const zato::Register<Total> registered("bench.orders.cpp");

}  // namespace
