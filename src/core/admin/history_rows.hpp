// History as services answer with it. Used by the derived history services and by services/config.cpp.
#pragma once

#include "admin/service.hpp"
#include "odb/history.hpp"

namespace zato::admin {

Shape history_shape();

// The page of the query's changes that the input's paging keys ask for.
base::Result<Answer> history_page(Context& context, odb::HistoryQuery query, const Json& input);

}  // namespace zato::admin
