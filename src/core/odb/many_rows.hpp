// ManyRows: the parameters of an INSERT of several rows, and the places for them. Statements that are made of it differ
// in the number of rows only. Engines take some 32,000 parameters: callers stay below.
#pragma once

#include <string>
#include <vector>

#include "odb/database.hpp"

namespace zato::odb {

class ManyRows {
 public:
  explicit ManyRows(std::size_t columns) : columns_(columns) {}

  void add(std::vector<Cell> row) {
    count_ += row.size();
    for (auto& cell : row) cells_.push_back(std::move(cell));
  }
  std::size_t size() const noexcept { return count_ / columns_; }

  // "($1, $2), ($3, $4)", whether the cells were taken or not.
  std::string places() const {
    std::string text;
    for (std::size_t i = 0; i < count_; ++i) {
      text += i % columns_ == 0 ? (i == 0 ? "(" : "), (") : ", ";
      text += "$" + std::to_string(i + 1);
    }
    return text + ")";
  }
  Parameters take() { return std::move(cells_); }
  const Parameters& cells() const noexcept { return cells_; }  // for a transaction that may run again

 private:
  const std::size_t columns_;
  std::size_t count_ = 0;  // of cells
  Parameters cells_;
};

// For `IN (…)`: "$2, $3", after what `parameters` has already.
inline std::string places_of(const std::vector<std::string>& values, Parameters& parameters) {
  std::string text;
  for (const auto& value : values) {
    parameters.emplace_back(value);
    text += (text.empty() ? "$" : ", $") + std::to_string(parameters.size());
  }
  return text;
}

}  // namespace zato::odb
