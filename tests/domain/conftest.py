"""How hard Hypothesis looks in the domain's tests."""

from hypothesis import settings

# No deadline: a busy machine is no fault. Fewer examples than the default hundred: the domain's
# tests are run at every save.
settings.register_profile("domain", deadline=None, max_examples=50)
settings.load_profile("domain")
