#include "metrics/openmetrics.hpp"

#include <charconv>
#include <cmath>

namespace zato::metrics {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

void append(std::string& out, std::uint64_t value) { out += std::to_string(value); }

void append(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Inf" : "+Inf";
  } else {
    char text[32];
    out.append(text, std::to_chars(text, text + sizeof(text), value).ptr);
  }
}

// Bounds are compared as text by readers, hence the one canonical form: 1.0, not 1.
void append_bound(std::string& out, double bound) {
  const std::size_t before = out.size();
  append(out, bound);
  if (out.find_first_of(".eIN", before) == std::string::npos) out += ".0";
}

template <class T>
void append_sample(std::string& out, std::string_view name, std::string_view suffix, std::string_view labels, T value) {
  out += name;
  out += suffix;
  if (!labels.empty()) {
    out += '{';
    out += labels;
    out += '}';
  }
  out += ' ';
  append(out, value);
  out += '\n';
}

void append_histogram(std::string& out, std::string_view name, const Family& family, const std::string& labels,
                      const Value& value) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i <= family.bounds.size(); ++i) {
    below += i < value.buckets.size() ? value.buckets[i] : 0;
    std::string with_bound = labels.empty() ? "" : labels + ",";
    with_bound += "le=\"";
    append_bound(with_bound, i < family.bounds.size() ? family.bounds[i] : INFINITY);
    with_bound += '"';
    append_sample(out, name, "_bucket", with_bound, below);
  }
  append_sample(out, name, "_count", labels, below);
  append_sample(out, name, "_sum", labels, value.number);
}

std::string_view type_name(Kind kind) {
  return kind == Kind::kCounter ? "counter" : kind == Kind::kGauge ? "gauge" : "histogram";
}

void append_family(std::string& out, const std::string& name, const Family& family) {
  out += "# TYPE " + name + " ";
  out += type_name(family.kind);
  out += '\n';
  if (!family.unit.empty()) out += "# UNIT " + name + " " + family.unit + "\n";
  out += "# HELP " + name + " ";
  append_escaped(out, family.help);
  out += '\n';
  for (const auto& [labels, value] : family.series) {
    switch (family.kind) {
      case Kind::kCounter:
        append_sample(out, name, "_total", labels, value.count);
        break;
      case Kind::kGauge:
        append_sample(out, name, "", labels, value.number);
        break;
      case Kind::kHistogram:
        append_histogram(out, name, family, labels, value);
        break;
    }
  }
}

}  // namespace

std::string label_text(std::span<const std::string> names, std::span<const std::string_view> values) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ',';
    out += names[i];
    out += "=\"";
    if (i < values.size()) append_escaped(out, values[i]);
    out += '"';
  }
  return out;
}

std::string render(const Snapshot& snapshot) {
  std::string out;
  for (const auto& [name, family] : snapshot.families) append_family(out, name, family);
  out += "# EOF\n";
  return out;
}

}  // namespace zato::metrics
