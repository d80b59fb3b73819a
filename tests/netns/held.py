# held.py ACKED LEASES: the list of acknowledged leases (of ward6_test_load) against what the store
# says (ward6ctl leases --json). Exit code 0 when each is held by its client, and by it alone.
import json, sys
held = {}
for row in json.load(open(sys.argv[2])):
    if row["state"] == "bound":
        resource = row.get("address") or row.get("prefix")
        held[resource if "/" in resource else resource + "/128"] = row["duid"]
owner, wrong = {}, 0
for line in open(sys.argv[1]):
    if not line.endswith("\n"):
        continue
    duid, resource = line.split()
    if owner.setdefault(resource, duid) != duid:
        print("given twice:", resource)
        wrong += 1
    if held.get(resource) != duid:
        print("lost:", resource, "of", duid, "is of", held.get(resource))
        wrong += 1
print(len(owner), "leases acknowledged,", wrong, "wrong")
sys.exit(wrong > 0 or not owner)
