#include "objects/ntlm.hpp"

#include "objects/security_definition.hpp"

namespace zato::objects {

const schema::ObjectType& Ntlm::type() {
  static const auto type =
      with_credentials(security_definition<Ntlm>(
                           {.name = "ntlm",
                            .label = "NTLM definition",
                            .help = "What outgoing connections log in to Windows servers with",
                            .services = "zato.security.ntlm",
                            .noun = "ntlm"}))
          .done();
  return type;
}

}  // namespace zato::objects
