-- What wrk sends in the benchmark of services.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"customer": "Joan Doe", "lines": [{"sku": "A-1", "count": 2, "price": 9.5}, {"sku": "B-7", "count": 1, "price": 120}]}'
