// How much the Accept header of a request wants what a channel answers.
#pragma once

#include <string_view>

namespace zato::server {

// From 0, not at all, to 1: the q of the range that describes it most closely. `wanted` is the channel's: one media type or range; "*/*",
// for any, is never refused. `header` is the request's; an absent one accepts everything.
double preference(std::string_view header, std::string_view wanted) noexcept;

}  // namespace zato::server
