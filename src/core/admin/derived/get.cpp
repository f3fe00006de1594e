// zato.….get, get-by-id, get-by-name: one object with all that may be shown of it.
#include "admin/derived/subject.hpp"

namespace zato::admin {

Service get_service(const Family& family, std::string verb) {
  Service service{.name = family.prefix + "." + std::move(verb),
                  .help = "Returns a " + family.label() + ". Secrets are masked.",
                  .needs = Permission::kRead,
                  .input = {.parameters = identity_parameters()},
                  .output = [family] { return Shape{.parameters = output_parameters(family)}; },
                  .run = [family](Context& context, const Json& input) -> base::Result<Answer> {
                    ZATO_TRY(const auto subject, find_subject(context, family, input));
                    Names names(context);
                    ZATO_TRY(auto body, shown(context, names, *subject.type, subject.object.get(), Secrets::kMasked));
                    return Answer{.body = std::move(body)};
                  }};
  for (auto& parameter : type_parameters(family)) service.input.parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
