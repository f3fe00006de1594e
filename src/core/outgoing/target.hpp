// The request target of a call: the path of the connection with its parameters filled in, and the query.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "zato/fields.hpp"

namespace zato::outgoing {

// "/customer/{id}?lang=en" and {id: "a b", x: "1"} give "/customer/a%20b?lang=en&x=1". Values are encoded whole, so
// none of them can change the path. kInvalidArgument names the parameter that is missing, empty or a mere dot or two.
base::Result<std::string> fill_target(std::string_view pattern, const zato::Params& params);

// The same without parameters: placeholders stay, encoded. For pings.
std::string literal_target(std::string_view pattern);

// "a=1&b=x+y"
std::string form_encoded(const zato::Params& params);

}  // namespace zato::outgoing
