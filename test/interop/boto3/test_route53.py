"""Route 53 through boto3: REST with XML, record sets of every shape that botocore parses, and the waiter of changes."""

import unittest

from clients import SOON, route53


def change(zone, *changes):
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record_set} for action, record_set in changes]}
    return route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)["ChangeInfo"]


def text(name, value, **more):
    return {"Name": name, "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": f'"{value}"'}], **more}


class Zones(unittest.TestCase):
    def test_a_zone_is_created_filled_paged_and_deleted(self):
        created = route53.create_hosted_zone(Name="boto.test", CallerReference="1")
        zone = created["HostedZone"]["Id"]
        self.assertEqual(len(created["DelegationSet"]["NameServers"]), 4)
        records = [text(f"r{number}.boto.test.", number) for number in range(4)]
        info = change(zone, *(("CREATE", record) for record in records))
        self.assertEqual(info["Status"], "PENDING")
        route53.get_waiter("resource_record_sets_changed").wait(Id=info["Id"], WaiterConfig=SOON)
        pages = list(
            route53.get_paginator("list_resource_record_sets").paginate(
                HostedZoneId=zone, PaginationConfig={"PageSize": 3}
            )
        )
        self.assertEqual([len(page["ResourceRecordSets"]) for page in pages], [3, 3])
        with self.assertRaises(route53.exceptions.HostedZoneNotEmpty):
            route53.delete_hosted_zone(Id=zone)
        change(zone, *(("DELETE", record) for record in records))
        route53.delete_hosted_zone(Id=zone)
        with self.assertRaises(route53.exceptions.NoSuchHostedZone):
            route53.get_hosted_zone(Id=zone)

    def test_a_batch_is_a_compare_and_swap(self):
        zone = route53.create_hosted_zone(Name="swap.test", CallerReference="2")["HostedZone"]["Id"]
        change(zone, ("CREATE", text("lease.swap.test.", "one")))
        change(zone, ("DELETE", text("lease.swap.test.", "one")), ("CREATE", text("lease.swap.test.", "two")))
        with self.assertRaises(route53.exceptions.InvalidChangeBatch) as raised:
            change(zone, ("DELETE", text("lease.swap.test.", "one")), ("CREATE", text("lease.swap.test.", "three")))
        self.assertIn("values provided do not match the current values", str(raised.exception))

    def test_unusual_names_and_values_are_returned_unchanged(self):
        zone = route53.create_hosted_zone(Name="odd.test", CallerReference="3")["HostedZone"]["Id"]
        change(
            zone,
            ("CREATE", text("*.odd.test.", "<a & b>")),
            ("CREATE", text("w.odd.test.", "x", SetIdentifier="one & only", Weight=0)),
        )
        sets = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
        by_name = {each["Name"]: each for each in sets if each["Type"] == "TXT"}
        self.assertEqual(by_name["\\052.odd.test."]["ResourceRecords"], [{"Value": '"<a & b>"'}])
        self.assertEqual((by_name["w.odd.test."]["SetIdentifier"], by_name["w.odd.test."]["Weight"]), ("one & only", 0))

    def test_private_zones_return_their_vpcs(self):
        vpc = {"VPCRegion": "ap-northeast-1", "VPCId": "vpc-0a"}
        zone = route53.create_hosted_zone(Name="in.test", CallerReference="4", VPC=vpc)["HostedZone"]
        self.assertTrue(zone["Config"]["PrivateZone"])
        route53.associate_vpc_with_hosted_zone(HostedZoneId=zone["Id"], VPC={**vpc, "VPCId": "vpc-0b"})
        vpcs = route53.get_hosted_zone(Id=zone["Id"])["VPCs"]
        self.assertEqual({each["VPCId"] for each in vpcs}, {"vpc-0a", "vpc-0b"})

    def test_the_same_caller_reference_is_rejected(self):
        route53.create_hosted_zone(Name="once.test", CallerReference="5")
        with self.assertRaises(route53.exceptions.HostedZoneAlreadyExists):
            route53.create_hosted_zone(Name="once.test", CallerReference="5")


if __name__ == "__main__":
    unittest.main()
