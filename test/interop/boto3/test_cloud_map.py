"""Cloud Map through boto3: operations, instances, discovery, and exceptions with the ids they carry."""

import unittest

from clients import cloud_map, settled


def http_namespace(name):
    return settled(cloud_map.create_http_namespace(Name=name)["OperationId"])["Targets"]["NAMESPACE"]


class Namespaces(unittest.TestCase):
    def test_a_second_namespace_of_a_name_is_rejected_with_the_id_of_the_first(self):
        namespace = http_namespace("twice")
        with self.assertRaises(cloud_map.exceptions.NamespaceAlreadyExists) as raised:
            cloud_map.create_http_namespace(Name="twice", CreatorRequestId="another")
        self.assertEqual(raised.exception.response["NamespaceId"], namespace)

    def test_a_namespace_with_registries_cannot_be_deleted(self):
        namespace = http_namespace("held")
        registry = cloud_map.create_service(Name="web", NamespaceId=namespace)["Service"]["Id"]
        with self.assertRaises(cloud_map.exceptions.ResourceInUse):
            cloud_map.delete_namespace(Id=namespace)
        cloud_map.delete_service(Id=registry)
        self.assertEqual(settled(cloud_map.delete_namespace(Id=namespace)["OperationId"])["Type"], "DELETE_NAMESPACE")
        with self.assertRaises(cloud_map.exceptions.NamespaceNotFound):
            cloud_map.get_namespace(Id=namespace)

    def test_tags_are_set_listed_and_removed(self):
        arn = cloud_map.get_namespace(Id=http_namespace("tagged"))["Namespace"]["Arn"]
        cloud_map.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
        cloud_map.untag_resource(ResourceARN=arn, TagKeys=["a"])
        self.assertEqual(cloud_map.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "b", "Value": "2"}])


class Instances(unittest.TestCase):
    def test_instances_are_registered_paged_discovered_and_deregistered(self):
        registry = cloud_map.create_service(Name="web", NamespaceId=http_namespace("found"))["Service"]["Id"]
        for number in range(3):
            attributes = {"AWS_INSTANCE_IPV4": f"10.0.0.{number}", "stage": "blue" if number else "green"}
            operation = cloud_map.register_instance(ServiceId=registry, InstanceId=f"i{number}", Attributes=attributes)
            settled(operation["OperationId"])
        pages = list(cloud_map.get_paginator("list_instances").paginate(ServiceId=registry, MaxResults=2))
        self.assertEqual([len(page["Instances"]) for page in pages], [2, 1])
        blue = cloud_map.discover_instances(
            NamespaceName="found", ServiceName="web", QueryParameters={"stage": "blue"}, HealthStatus="ALL"
        )
        self.assertEqual({each["InstanceId"] for each in blue["Instances"]}, {"i1", "i2"})
        with self.assertRaises(cloud_map.exceptions.ResourceInUse):
            cloud_map.delete_service(Id=registry)
        for number in range(3):
            settled(cloud_map.deregister_instance(ServiceId=registry, InstanceId=f"i{number}")["OperationId"])
        with self.assertRaises(cloud_map.exceptions.InstanceNotFound):
            cloud_map.get_instance(ServiceId=registry, InstanceId="i0")
        cloud_map.delete_service(Id=registry)

    def test_a_paginator_of_registries_accepts_filters(self):
        namespace = http_namespace("many")
        for number in range(3):
            cloud_map.create_service(Name=f"s{number}", NamespaceId=namespace)
        filters = [{"Name": "NAMESPACE_ID", "Values": [namespace], "Condition": "EQ"}]
        paginator = cloud_map.get_paginator("list_services")
        found = paginator.paginate(Filters=filters, PaginationConfig={"PageSize": 2}).build_full_result()
        self.assertEqual([each["Name"] for each in found["Services"]], ["s0", "s1", "s2"])

    def test_a_wrong_record_type_is_invalid_input(self):
        with self.assertRaises(cloud_map.exceptions.InvalidInput):
            cloud_map.create_service(
                Name="web", NamespaceId=http_namespace("nodns"), DnsConfig={"DnsRecords": [{"Type": "A", "TTL": 1}]}
            )


if __name__ == "__main__":
    unittest.main()
