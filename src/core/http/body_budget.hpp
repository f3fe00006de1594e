// The memory that request bodies take in one server together. Without it a few thousand clients, each within the limit of
// one body, would take all there is. Loop thread.
#pragma once

#include <cstddef>
#include <utility>

namespace zato::http {

class BodyBudget {
 public:
  explicit BodyBudget(std::size_t bytes) : left_(bytes) {}

  std::size_t left() const noexcept { return left_; }

  // What one connection holds of it; given back when the connection goes.
  class Share {
   public:
    explicit Share(BodyBudget& budget) noexcept : budget_(budget) {}
    ~Share() { (void)resize(0); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // False, and nothing changes, when there is not enough left.
    bool resize(std::size_t bytes) noexcept {
      if (bytes > held_ && bytes - held_ > budget_.left_) return false;
      budget_.left_ = budget_.left_ + held_ - bytes;
      held_ = bytes;
      return true;
    }

    std::size_t held() const noexcept { return held_; }

   private:
    BodyBudget& budget_;
    std::size_t held_ = 0;
  };

 private:
  std::size_t left_;
};

}  // namespace zato::http
