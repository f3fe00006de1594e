// demo.customer: parameters of the path and of the query, JSON output, errors as exceptions.
//   GET /demo/customer/{id}?fields=name,city
#include <map>
#include <sstream>
#include <string>

#include <zato/json.hpp>
#include <zato/service.hpp>

namespace {

const std::map<long long, zato::Json> kCustomers{
    {1, {{"name", "Joan Doe"}, {"city", "Barcelona"}, {"orders", 3}}},
    {2, {{"name", "Jan Kowalski"}, {"city", "Kraków"}, {"orders", 0}}},
};

// The members of `customer` that a list like "name,city" names; all of them if it is empty.
zato::Json selected(const zato::Json& customer, const std::string& fields) {
  if (fields.empty()) return customer;
  zato::Json result = zato::Json::object();
  std::istringstream names(fields);
  for (std::string name; std::getline(names, name, ',');) {
    if (!customer.contains(name)) throw zato::BadRequest("A customer has no field `{}`", name);
    result[name] = customer[name];
  }
  return result;
}

class Customer : public zato::Service {
  void handle() override {
    const auto id = request.http.params.number("id");
    const auto found = kCustomers.find(id);
    if (found == kCustomers.end()) throw zato::NotFound("Customer {} does not exist", id);

    logger.info("customer {} was asked for", id);
    response.payload = selected(found->second, request.http.query.get("fields"));
  }
};

const zato::Register<Customer> registered("demo.customer");

}  // namespace
