"""lazy: an attribute that is worked out when it is first read. Unlike a property it may be assigned to."""


class lazy:
    def __init__(self, make):
        self.make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.make(instance)
        return value
