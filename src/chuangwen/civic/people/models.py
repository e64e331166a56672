"""Accounts: who may sign in. What they may do stands in `orgs.Grant`."""

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.db.models.functions import Lower


class User(AbstractBaseUser):
    """A person's own account; never shared, never deleted, only closed."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=80, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField()

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_taken_once_in_any_case",
                violation_error_message="这个账号名已被使用，请换一个。",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username
