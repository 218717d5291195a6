"""The phones and addresses that the guide gives for help (GUIDE-5.4)."""

SUPPORT_PHONE = "0871-63108336"
POLICY_LINE = "12333"
SUPPORT_MAIL = "hrmosmo@163.com"
