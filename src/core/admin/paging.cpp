#include "admin/paging.hpp"

#include <algorithm>

#include "admin/input.hpp"
#include "base/text.hpp"

namespace zato::admin {

using schema::Kind;

namespace {
constexpr std::int64_t kPageSize = 50;
constexpr std::int64_t kLargestPage = 250;
}  // namespace

std::vector<Parameter> paging_parameters() {
  return {{.name = "paginate", .kind = Kind::kBool, .help = "Whether one page is wanted rather than everything"},
          {.name = "cur_page", .kind = Kind::kInt, .help = "Number of the page, from 1"},
          {.name = "page_size", .kind = Kind::kInt, .help = "Objects on a page: 50, at most 250"},
          {.name = "query", .kind = Kind::kString, .help = "Words that must all occur in the name"},
          {.name = "needs_meta",
           .kind = Kind::kBool,
           .help = "Whether the answer says where in the whole the page is (true)"}};
}

std::vector<std::string> query_terms(const Json& input) {
  std::vector<std::string> terms;
  const auto query = text_in(input, "query").value_or("");
  for (const auto word : base::split(query, ' ')) {
    if (!base::trim(word).empty()) terms.emplace_back(base::trim(word));
  }
  return terms;
}

PageWanted page_wanted(const Json& input) {
  return {.paginate = flag_in(input, "paginate", false),
          .number = std::max<std::int64_t>(1, number_in(input, "cur_page").value_or(1)),
          .size = std::clamp<std::int64_t>(number_in(input, "page_size").value_or(kPageSize), 1, kLargestPage)};
}

Json search_meta(const PageWanted& page, std::int64_t total) {
  const auto pages = (total + page.size - 1) / page.size;
  const bool previous = page.number > 1, next = page.number < pages;
  return {{"search",
           {{"num_pages", pages},
            {"cur_page", page.number},
            {"prev_page", previous ? page.number - 1 : 0},
            {"next_page", next ? Json(page.number + 1) : Json()},
            {"has_prev_page", previous},
            {"has_next_page", next},
            {"page_size", page.size},
            {"total", total}}}};
}

Answer page_of(Json items, const PageWanted& page, std::int64_t total, const Json& input) {
  if (!page.paginate) return {.body = std::move(items)};
  return {.body = std::move(items),
          .meta = flag_in(input, "needs_meta", true) ? search_meta(page, total) : Json(),
          .meta_wanted = flag_in(input, "needs_meta", false)};
}

Answer paged(Json all, const Json& input) {
  const auto page = page_wanted(input);
  if (!page.paginate) return {.body = std::move(all)};
  const auto total = static_cast<std::int64_t>(all.size());
  const auto from = std::min(total, (page.number - 1) * page.size), to = std::min(total, from + page.size);
  Json some = Json::array();
  for (auto i = from; i < to; ++i) some.push_back(std::move(all[static_cast<std::size_t>(i)]));
  return page_of(std::move(some), page, total, input);
}

}  // namespace zato::admin
