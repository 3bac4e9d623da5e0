"""ECS through boto3: typed answers and exceptions, waiters and paginators."""

import datetime
import unittest

from botocore.exceptions import ClientError, ParamValidationError, WaiterError
from clients import FARGATE, NETWORK, SOON, ecs


def started_service(cluster, desired=2):
    ecs.create_cluster(clusterName=cluster)
    ecs.register_task_definition(family=cluster, **FARGATE)
    ecs.create_service(
        cluster=cluster,
        serviceName="web",
        taskDefinition=cluster,
        desiredCount=desired,
        launchType="FARGATE",
        networkConfiguration=NETWORK,
    )
    ecs.get_waiter("services_stable").wait(cluster=cluster, services=["web"], WaiterConfig=SOON)


class Services(unittest.TestCase):
    def test_a_service_is_created_updated_scaled_and_deleted(self):
        started_service("life")
        ecs.register_task_definition(family="life", **FARGATE)
        ecs.update_service(cluster="life", service="web", taskDefinition="life:2", desiredCount=1)
        ecs.get_waiter("services_stable").wait(cluster="life", services=["web"], WaiterConfig=SOON)
        service = ecs.describe_services(cluster="life", services=["web"])["services"][0]
        self.assertEqual((service["runningCount"], len(service["deployments"])), (1, 1))
        self.assertTrue(service["taskDefinition"].endswith("life:2"))
        self.assertIsInstance(service["createdAt"], datetime.datetime)
        with self.assertRaises(ecs.exceptions.InvalidParameterException):
            ecs.delete_service(cluster="life", service="web")
        ecs.delete_service(cluster="life", service="web", force=True)
        ecs.get_waiter("services_inactive").wait(cluster="life", services=["web"], WaiterConfig=SOON)
        ecs.delete_cluster(cluster="life")

    def test_services_stable_fails_immediately_for_a_missing_service(self):
        ecs.create_cluster(clusterName="empty")
        with self.assertRaisesRegex(WaiterError, "MISSING"):
            ecs.get_waiter("services_stable").wait(cluster="empty", services=["none"], WaiterConfig=SOON)

    def test_a_client_token_makes_creation_idempotent(self):
        ecs.create_cluster(clusterName="again")
        ecs.register_task_definition(family="again", **FARGATE)
        request = {
            "cluster": "again",
            "serviceName": "web",
            "taskDefinition": "again",
            "desiredCount": 0,
            "launchType": "FARGATE",
            "networkConfiguration": NETWORK,
        }
        first = ecs.create_service(**request)["service"]["serviceArn"]
        self.assertEqual(ecs.create_service(**request)["service"]["serviceArn"], first)
        with self.assertRaisesRegex(ecs.exceptions.InvalidParameterException, "Creation of service was not idempotent"):
            ecs.create_service(**{**request, "desiredCount": 1})


class Tasks(unittest.TestCase):
    def test_tasks_run_and_stop_and_waiters_follow(self):
        ecs.create_cluster(clusterName="jobs")
        ecs.register_task_definition(family="job", **FARGATE)
        ran = ecs.run_task(
            cluster="jobs",
            taskDefinition="job",
            launchType="FARGATE",
            networkConfiguration=NETWORK,
            startedBy="me",
            overrides={"containerOverrides": [{"name": "web", "environment": [{"name": "A", "value": "1"}]}]},
        )
        self.assertEqual(ran["failures"], [])
        arn = ran["tasks"][0]["taskArn"]
        ecs.get_waiter("tasks_running").wait(cluster="jobs", tasks=[arn], WaiterConfig=SOON)
        self.assertEqual(ecs.list_tasks(cluster="jobs", startedBy="me")["taskArns"], [arn])
        ecs.stop_task(cluster="jobs", task=arn, reason="enough")
        ecs.get_waiter("tasks_stopped").wait(cluster="jobs", tasks=[arn], WaiterConfig=SOON)
        task = ecs.describe_tasks(cluster="jobs", tasks=[arn])["tasks"][0]
        self.assertEqual((task["lastStatus"], task["stopCode"]), ("STOPPED", "UserInitiated"))
        self.assertEqual(task["overrides"]["containerOverrides"][0]["environment"], [{"name": "A", "value": "1"}])
        self.assertLess(task["createdAt"], task["stoppedAt"])

    def test_tasks_running_fails_once_a_task_has_stopped(self):
        ecs.create_cluster(clusterName="stopped")
        ecs.register_task_definition(family="stopped", **FARGATE)
        network = {"launchType": "FARGATE", "networkConfiguration": NETWORK}
        arn = ecs.run_task(cluster="stopped", taskDefinition="stopped", **network)["tasks"][0]["taskArn"]
        ecs.stop_task(cluster="stopped", task=arn)
        with self.assertRaisesRegex(WaiterError, "STOPPED"):
            ecs.get_waiter("tasks_running").wait(cluster="stopped", tasks=[arn], WaiterConfig=SOON)


class TaskDefinitions(unittest.TestCase):
    def test_revisions_are_numbered_and_stay_readable_after_deregistration(self):
        for revision in (1, 2):
            answer = ecs.register_task_definition(family="counted", tags=[{"key": "a", "value": "b"}], **FARGATE)
            self.assertEqual(answer["taskDefinition"]["revision"], revision)
        ecs.deregister_task_definition(taskDefinition="counted:2")
        newest = ecs.describe_task_definition(taskDefinition="counted", include=["TAGS"])
        self.assertEqual((newest["taskDefinition"]["revision"], newest["tags"]), (1, [{"key": "a", "value": "b"}]))
        gone = ecs.describe_task_definition(taskDefinition="counted:2")["taskDefinition"]
        self.assertEqual(gone["status"], "INACTIVE")
        families = ecs.get_paginator("list_task_definition_families").paginate(familyPrefix="count", status="ACTIVE")
        self.assertEqual(families.build_full_result(), {"families": ["counted"]})

    def test_client_side_validation_precedes_the_request_and_aws_errors_are_client_exceptions(self):
        with self.assertRaises(ParamValidationError):
            ecs.register_task_definition(family="wrong", containerDefinitions="web")
        with self.assertRaises(ecs.exceptions.ClientException):
            ecs.register_task_definition(family="wrong", **{**FARGATE, "memory": "511"})


class Lists(unittest.TestCase):
    def test_paginators_return_all_items_for_any_page_size(self):
        ecs.create_cluster(clusterName="pages")
        ecs.register_task_definition(family="pages", **FARGATE)
        for number in range(5):
            ecs.create_service(
                cluster="pages",
                serviceName=f"s{number}",
                taskDefinition="pages",
                desiredCount=0,
                launchType="FARGATE",
                networkConfiguration=NETWORK,
            )
        paginator = ecs.get_paginator("list_services")
        pages = list(paginator.paginate(cluster="pages", PaginationConfig={"PageSize": 2}))
        self.assertEqual([len(page["serviceArns"]) for page in pages], [2, 2, 1])
        all_arns = [arn for page in pages for arn in page["serviceArns"]]
        self.assertEqual(len(set(all_arns)), 5)
        cut = paginator.paginate(cluster="pages", PaginationConfig={"PageSize": 2, "MaxItems": 3}).build_full_result()
        self.assertEqual(cut["serviceArns"], all_arns[:3])
        rest = paginator.paginate(
            cluster="pages", PaginationConfig={"PageSize": 2, "StartingToken": cut["NextToken"]}
        ).build_full_result()
        self.assertEqual(rest["serviceArns"], all_arns[3:])

    def test_describing_missing_resources_returns_failures_without_an_exception(self):
        ecs.create_cluster(clusterName="described")
        answer = ecs.describe_services(cluster="described", services=["none"])
        self.assertEqual((answer["services"], answer["failures"][0]["reason"]), ([], "MISSING"))
        answer = ecs.describe_clusters(clusters=["nowhere"])
        self.assertEqual(answer["failures"][0]["reason"], "MISSING")


class Exceptions(unittest.TestCase):
    def test_exceptions_have_their_types_texts_and_statuses(self):
        cases = [
            (ecs.exceptions.ClusterNotFoundException, lambda: ecs.list_tasks(cluster="none")),
            (ecs.exceptions.ClientException, lambda: ecs.describe_task_definition(taskDefinition="none")),
            (ecs.exceptions.ServiceNotFoundException, lambda: ecs.update_service(cluster=self.cluster, service="none")),
            (ecs.exceptions.InvalidParameterException, lambda: ecs.create_cluster(clusterName="a b")),
        ]
        for exception, call in cases:
            with self.subTest(exception.__name__), self.assertRaises(exception) as raised:
                call()
            answer = raised.exception.response
            self.assertEqual(answer["Error"]["Code"], exception.__name__)
            self.assertNotEqual(answer["Error"]["Message"], "")
            self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 400)
            self.assertIsInstance(raised.exception, ClientError)

    @classmethod
    def setUpClass(cls):
        cls.cluster = ecs.create_cluster(clusterName="exceptions")["cluster"]["clusterName"]


if __name__ == "__main__":
    unittest.main()
