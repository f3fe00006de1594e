#include "server/facilities.hpp"

#include "objects/cache.hpp"

namespace zato::server {
namespace {

constexpr const char* kBoundTo = "values of Python services";  // and of C++ ones: what one encrypts the other opens

}  // namespace

std::shared_ptr<service::Facilities> make_facilities(const std::filesystem::path& directory, broker::Broker& broker,
                                                     const objects::Cipher& cipher) {
  return std::make_shared<service::Facilities>(service::Facilities::Options{
      .redis = &broker.redis(),
      .key_prefix = broker.keys().prefix(),
      .encrypt = [&cipher](const std::string& plain) { return cipher.encrypt(base::Secret(plain), kBoundTo); },
      .decrypt = [&cipher](const std::string& encrypted) -> base::Result<std::string> {
        ZATO_TRY(const auto plain, cipher.decrypt(encrypted, kBoundTo));
        return std::string(plain.reveal());
      },
      .user_config = {directory / "config/repo/user-conf", directory / "pickup/incoming/user-conf"}});
}

service::CacheLimits::Map cache_limits(const odb::Snapshot& snapshot) {
  service::CacheLimits::Map limits;
  for (const auto& cache : snapshot.all<objects::BuiltinCache>()) {
    limits[cache.name] = {.is_active = cache.is_active, .items = cache.max_size, .item_bytes = cache.max_item_size};
  }
  return limits;
}

}  // namespace zato::server
