// Raw requests and what becomes of them: every rule of the strict check from both sides. Used by
// request_reader_test.cpp.
#pragma once

#include <string>
#include <vector>

namespace zato::http {

struct RawRequest {
  std::string what;
  std::string bytes;
  int status = 0;         // of the refusal; 0: served
  int served = 0;         // requests that come out before the refusal or the end
  std::string body = {};  // of the first one
};

std::vector<RawRequest> raw_requests();

}  // namespace zato::http
