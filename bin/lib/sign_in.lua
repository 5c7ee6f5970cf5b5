-- Another person from another address signs in with each request, as a browser without scripts does. Used by bin/lib/bench_sign_in.sh.
local count = 0
local path = os.getenv("SIGN_IN_PATH")
local origin = os.getenv("SIGN_IN_ORIGIN")
local people = tonumber(os.getenv("SIGN_IN_PEOPLE"))

request = function()
  count = count + 1
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Origin"] = origin,
    ["Accept"] = "text/html",
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", count / 65536 % 256, count / 256 % 256, count % 256),
  }
  local body = string.format("email=bench-%d%%40mewayz.test&password=demo-password-1", count % people + 1)
  return wrk.format("POST", path, headers, body)
end

-- Only who is in gets a session and is led on to a workspace.
local refused = 0
response = function(status, headers)
  local to = headers["location"] or headers["Location"] or ""
  if status < 300 or status >= 400 or not string.find(to, "/w", 1, true) then refused = refused + 1 end
end

done = function(summary)
  io.write(string.format("sign-ins %d in %.2f s\n", summary.requests, summary.duration / 1e6))
end
