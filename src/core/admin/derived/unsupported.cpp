// What Zato does with objects that this platform stores but does not use yet: ping, execute, clear. The answer is 501
// with the type's own sentence, never a pretence.
#include "admin/derived/subject.hpp"

namespace zato::admin {

Service unsupported_service(const Family& family, const std::string& verb) {
  Service service{.name = family.prefix + "." + verb,
                  .help = "Not offered yet for a " + family.label() + "; the answer, 501, says why.",
                  .needs = Permission::kOperate,
                  .input = {.parameters = identity_parameters()},
                  .run = [family, verb](Context& context, const Json& input) -> base::Result<Answer> {
                    ZATO_TRY(const auto subject, find_subject(context, family, input));
                    const auto& note = subject.type->runtime_note;
                    const auto why = note.empty() ? subject.type->label + ": " + verb + " is not offered for it" : note;
                    return base::fail(base::Code::kUnsupported, why);
                  }};
  for (auto& parameter : type_parameters(family)) service.input.parameters.push_back(std::move(parameter));
  return service;
}

}  // namespace zato::admin
