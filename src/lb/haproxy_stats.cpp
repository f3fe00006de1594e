#include "lb/haproxy_stats.hpp"

#include "base/text.hpp"
#include "lb/haproxy_config.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;

// Cells may be quoted, with "" for a quote within (check descriptions are).
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

class Row {
 public:
  Row(const std::map<std::string, std::size_t>& columns, std::vector<std::string> cells)
      : columns_(columns), cells_(std::move(cells)) {}

  std::string text(const std::string& column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() || at->second >= cells_.size() ? std::string() : cells_[at->second];
  }
  std::int64_t number(const std::string& column) const {
    return base::parse_number<std::int64_t>(text(column)).value_or(0);
  }

 private:
  const std::map<std::string, std::size_t>& columns_;
  std::vector<std::string> cells_;
};

// "UP 1/2" is still UP, "DRAIN (agent)" is DRAIN, "MAINT (via x)" is MAINT; "no check" counts as UP.
std::string plain_status(const std::string& status) {
  if (status == "no check") return "UP";
  return status.substr(0, status.find(' '));
}

ProxyCounters counters_of(const Row& row) {
  return {.status = plain_status(row.text("status")),
          .address = row.text("addr"),
          .weight = row.number(row.text("uweight").empty() ? "weight" : "uweight"),
          .sessions = row.number("scur"),
          .sessions_total = row.number("stot"),
          .queued = row.number("qcur"),
          .requests_per_second = row.text("req_rate").empty() ? row.number("rate") : row.number("req_rate"),
          .bytes_in = row.number("bin"),
          .bytes_out = row.number("bout"),
          .responses_2xx = row.number("hrsp_2xx"),
          .responses_4xx = row.number("hrsp_4xx"),
          .responses_5xx = row.number("hrsp_5xx"),
          .connection_errors = row.number("econ"),
          .response_errors = row.number("eresp"),
          .retries = row.number("wretr"),
          .redispatches = row.number("wredis"),
          .seconds_in_status = row.number("lastchg"),
          .check = row.text("check_status"),
          .check_description = row.text("check_desc")};
}

}  // namespace

Result<Counters> parse_counters(std::string_view csv) {
  const auto lines = base::split(csv, '\n');
  auto header = lines.front();
  if (!header.starts_with("# ")) return base::fail(Code::kCorrupt, "HAProxy's statistics have no header");
  header.remove_prefix(2);
  std::map<std::string, std::size_t> columns;
  for (const auto& name : cells_of(header)) columns.emplace(name, columns.size());
  for (const auto* needed : {"pxname", "svname", "status", "scur"}) {
    if (columns.count(needed) == 0) {
      return base::fail(Code::kCorrupt, std::string("HAProxy's statistics have no column ") + needed);
    }
  }
  Counters counters;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const Row row(columns, cells_of(lines[i]));
    const auto proxy = row.text("pxname");
    const auto name = row.text("svname");
    if (proxy == kFrontend && name == "FRONTEND") counters.frontend = counters_of(row);
    if (proxy != kBackend) continue;
    if (name == "BACKEND") {
      counters.backend = counters_of(row);
    } else if (name.starts_with(kServerPrefix)) {
      counters.servers[name.substr(kServerPrefix.size())] = counters_of(row);
    }
  }
  return counters;
}

std::map<std::string, std::string> parse_info(std::string_view text) {
  std::map<std::string, std::string> info;
  for (const auto line : base::split(text, '\n')) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    info.emplace(line.substr(0, colon), base::trim(line.substr(colon + 2)));
  }
  return info;
}

}  // namespace zato::lb
