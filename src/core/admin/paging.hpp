// Zato's paging: cur_page, page_size, paginate, query; `_meta.search` in the answer.
#pragma once

#include "admin/service.hpp"

namespace zato::admin {

std::vector<Parameter> paging_parameters();

// Every word of the input's `query` occurs in `text`, whatever the case.
bool matches_query(std::string_view text, const Json& input);

struct PageWanted {
  bool paginate = false;  // false: everything
  std::int64_t number = 1;
  std::int64_t size = 50;
};
PageWanted page_wanted(const Json& input);

Json search_meta(const PageWanted& page, std::int64_t total);

// The page of `all` that the input asks for.
Answer paged(Json all, const Json& input);

}  // namespace zato::admin
