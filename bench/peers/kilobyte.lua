-- What wrk sends to proxies.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"text": "' .. string.rep("x", 1012) .. '"}'
