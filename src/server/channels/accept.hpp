// Whether the Accept header of a request and the one that a channel asks for have a media type in common.
#pragma once

#include <string_view>

namespace zato::server {

// `wanted` is the channel's: one media type or range, "*/*" for any. `header` is the request's; an absent one accepts everything.
bool accepts(std::string_view header, std::string_view wanted) noexcept;

}  // namespace zato::server
