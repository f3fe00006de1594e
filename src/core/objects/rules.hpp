// Rules for the text of single fields: each says what is wrong, or "".
#pragma once

#include <string>

namespace zato::objects {

std::string url_path(
    const std::string& text);  // "/crm/customer/{id}": absolute, no query, parameters named and distinct
std::string header_name(const std::string& text);    // RFC 9110 token
std::string quotable(const std::string& text);       // may stand between double quotes in a header
std::string without_colon(const std::string& text);  // a user name of Basic authentication

}  // namespace zato::objects
