// Declared input and output, in all formats. Their twins in Python are in python_services/simple_io.py.
#include <zato/simpleio.hpp>

namespace {

struct Line {
  zato::Text sku;
  zato::Int count = 1;

  static constexpr auto elements() { return zato::elements("sku", &Line::sku, "-count", &Line::count); }
};

struct Order {
  zato::Int id = 0;
  zato::Text customer;
  zato::Bool is_new = false;
  std::optional<zato::Float> ratio;
  std::optional<zato::Date> day;
  std::optional<zato::DateTime> at;
  std::optional<zato::Decimal> price;
  std::optional<zato::UUID> key;
  std::optional<zato::CSV> codes;
  zato::List<zato::Text> tags;
  std::optional<zato::Dict> extra;
  zato::List<Line> lines;
  std::optional<zato::Opaque> any;
  std::optional<zato::Secret> token;

  static constexpr auto elements() {
    return zato::elements("id", &Order::id, "customer", &Order::customer, "-is_new", &Order::is_new, "-ratio", &Order::ratio, "-day", &Order::day, "-at",
                          &Order::at, "-price", &Order::price, "-key", &Order::key, "-codes", &Order::codes, "-tags", &Order::tags, "-extra", &Order::extra,
                          "-lines", &Order::lines, "-any", &Order::any, "-token", &Order::token);
  }
};

class Mirror : public zato::SimpleIO<Order, Order> {
  void handle() override {
    log_input("planted");
    output = input;
  }
};

class Lines : public zato::SimpleIO<zato::List<Line>, zato::List<Line>> {
  void handle() override {
    output = input;
    for (auto& line : output) line.count *= 2;
  }
};

struct Needed {
  std::optional<zato::Text> needed;
  static constexpr auto elements() { return zato::elements("needed", &Needed::needed); }
};

class Forgotten : public zato::SimpleIO<zato::None, Needed> {
  void handle() override {}
};

const zato::Register<Mirror> mirror("cpp.mirror");
const zato::Register<Lines> lines("cpp.lines");
const zato::Register<Forgotten> forgotten("cpp.forgotten");

}  // namespace
