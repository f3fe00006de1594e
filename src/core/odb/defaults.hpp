// What a new cluster starts with: the platform's own services, credentials and channels. `zato create cluster` and
// quickstart call this.
#pragma once

#include "odb/store.hpp"

namespace zato::odb {

// Services, credentials and channels under /zato, one transaction. `admin_password` is of the user admin.invoke, with
// which the command line and the dashboard reach the cluster; the other passwords are random.
base::Result<void> insert_default_objects(Store& store, const base::Secret& admin_password);

// Channels of the sample services under /demo. Quickstart only.
base::Result<void> insert_demo_objects(Store& store);

// A service that the cluster may not know yet; its id either way.
base::Result<schema::Id> ensure_service(Store& store, const std::string& name, const std::string& impl_name,
                                        bool is_internal);

}  // namespace zato::odb
