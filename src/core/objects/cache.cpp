#include "objects/cache.hpp"

#include "schema/define.hpp"

namespace zato::objects {

const schema::ObjectType& BuiltinCache::type() {
  static const auto type =
      schema::Define<BuiltinCache>(
          {.name = "cache_builtin",
           .label = "Built-in cache",
           .help = "Named values that services share, with a limit on their number and size",
           .table = "cache",
           .family = "cache",
           .services = "zato.cache.builtin",
           .noun = "cache",
           .section = "zato_cache_builtin",
           .aliases = {"cache_builtin", "cache-builtin"}})
          .fixed("cache_type", "builtin")
          .field("name", &BuiltinCache::name,
                 {.help = "Unique name of the cache", .required = true, .unique = true, .list = true})
          .field("is_active", &BuiltinCache::is_active, {.help = "Whether services may use the cache", .list = true})
          .field("is_default", &BuiltinCache::is_default,
                 {.help = "Whether services that name no cache get this one", .list = true})
          .field("max_size", &BuiltinCache::max_size,
                 {.help = "How many entries the cache holds at most", .min = 1, .max = 100'000'000, .list = true})
          .field("max_item_size", &BuiltinCache::max_item_size,
                 {.help = "How many bytes an entry may have", .min = 1, .max = 1'000'000'000, .list = true})
          .field("extend_expiry_on_get", &BuiltinCache::extend_expiry_on_get,
                 {.help = "Whether a channel's cached response lives longer each time it is given; items of services do not"})
          .field("extend_expiry_on_set", &BuiltinCache::extend_expiry_on_set,
                 {.help = "Kept as in Zato; writing an entry always sets its expiry anew"})
          .field("sync_method", &BuiltinCache::sync_method,
                 {.help = "Whether servers tell each other about entries",
                  .required = true,
                  .one_of = {"no-sync", "in-background"}})
          .field("persistent_storage", &BuiltinCache::persistent_storage,
                 {.help = "Whether entries outlive the servers",
                  .required = true,
                  .one_of = {"no-persistent-storage", "sql"}})
          .done();
  return type;
}

}  // namespace zato::objects
