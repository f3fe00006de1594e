#include "metrics/snapshot.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <type_traits>

namespace zato::metrics {
namespace {

// Fixed-width native numbers and length-prefixed text: writer and reader are the same executable on the same machine.
class Writer {
 public:
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void put(T value) { out_.append(reinterpret_cast<const char*>(&value), sizeof(T)); }
  void text(std::string_view value) {
    put(static_cast<std::uint32_t>(value.size()));
    out_.append(value);
  }
  template <class T>
  void list(const std::vector<T>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const T value : values) put(value);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  requires std::is_trivially_copyable_v<T> T get() {
    T value{};
    if (!enough(sizeof(T))) return value;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_.remove_prefix(sizeof(T));
    return value;
  }
  std::string text() {
    const auto size = get<std::uint32_t>();
    if (!enough(size)) return {};
    std::string value(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return value;
  }
  template <class T>
  std::vector<T> list() {
    const auto size = get<std::uint32_t>();
    std::vector<T> values;
    for (std::uint32_t i = 0; i < size && ok_; ++i) values.push_back(get<T>());
    return values;
  }
  bool ok() const noexcept { return ok_; }
  bool finished() const noexcept { return ok_ && bytes_.empty(); }

 private:
  bool enough(std::size_t size) {
    if (bytes_.size() < size) ok_ = false;
    return ok_;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

void add(const Family& family, Value& into, const Value& from) {
  into.count += from.count;
  const bool max = family.kind == Kind::kGauge && family.combine == Combine::kMax;
  into.number = max ? std::max(into.number, from.number) : into.number + from.number;
  if (into.buckets.size() < from.buckets.size()) into.buckets.resize(from.buckets.size());
  for (std::size_t i = 0; i < from.buckets.size(); ++i) into.buckets[i] += from.buckets[i];
}

Family read_family(Reader& reader) {
  Family family;
  family.kind = reader.get<Kind>();
  family.combine = reader.get<Combine>();
  family.help = reader.text();
  family.unit = reader.text();
  family.bounds = reader.list<double>();
  const auto count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    std::string labels = reader.text();
    Value value;
    value.count = reader.get<std::uint64_t>();
    value.number = reader.get<double>();
    value.buckets = reader.list<std::uint64_t>();
    family.series.emplace_hint(family.series.end(), std::move(labels), std::move(value));
  }
  return family;
}

}  // namespace

void Snapshot::merge(const Snapshot& other) {
  for (const auto& [name, theirs] : other.families) {
    const auto [ours, added] = families.try_emplace(name, theirs);
    if (added || !ours->second.same_shape(theirs)) continue;
    for (const auto& [labels, value] : theirs.series) {
      const auto [at, is_new] = ours->second.series.try_emplace(labels, value);
      if (!is_new) add(theirs, at->second, value);
    }
  }
}

void Snapshot::drop_gauges() {
  std::erase_if(families, [](const auto& entry) { return entry.second.kind == Kind::kGauge; });
}

std::string Snapshot::encode() const {
  Writer writer;
  writer.put(static_cast<std::uint32_t>(families.size()));
  for (const auto& [name, family] : families) {
    writer.text(name);
    writer.put(family.kind);
    writer.put(family.combine);
    writer.text(family.help);
    writer.text(family.unit);
    writer.list(family.bounds);
    writer.put(static_cast<std::uint32_t>(family.series.size()));
    for (const auto& [labels, value] : family.series) {
      writer.text(labels);
      writer.put(value.count);
      writer.put(value.number);
      writer.list(value.buckets);
    }
  }
  return writer.take();
}

base::Result<Snapshot> Snapshot::decode(std::string_view bytes) {
  Snapshot snapshot;
  if (bytes.empty()) return snapshot;
  Reader reader(bytes);
  const auto count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    std::string name = reader.text();
    snapshot.families.emplace(std::move(name), read_family(reader));
  }
  if (!reader.finished()) return base::fail(base::Code::kCorrupt, "published metrics cannot be read");
  return snapshot;
}

}  // namespace zato::metrics
