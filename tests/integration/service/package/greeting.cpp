// A service of an author's own project: declared input and output.
#include <zato/simpleio.hpp>

namespace {

struct Person {
  zato::Text name;
  static constexpr auto elements() { return zato::elements("name", &Person::name); }
};

class Greet : public zato::SimpleIO<Person, Person> {
  void handle() override { output.name = "Hello " + input.name; }
};

const zato::Register<Greet> registered("my.greet");

}  // namespace
