// Zato's paging: cur_page, page_size, paginate, query; `_meta.search` in the answer.
#pragma once

#include "admin/service.hpp"

namespace zato::admin {

std::vector<Parameter> paging_parameters();

std::vector<std::string> query_terms(const Json& input);  // the words of its `query`

struct PageWanted {
  bool paginate = false;  // false: everything
  std::int64_t number = 1;
  std::int64_t size = 50;
};
PageWanted page_wanted(const Json& input);

Json search_meta(const PageWanted& page, std::int64_t total);

// `items` are those of the page already, or everything where no page is wanted.
Answer page_of(Json items, const PageWanted& page, std::int64_t total, const Json& input);

// The page of `all` that the input asks for.
Answer paged(Json all, const Json& input);

}  // namespace zato::admin
