"""self.patterns' classes under their names of 3.2."""
from zato.server.service.patterns import Fanout as FanOut
from zato.server.service.patterns import InvokeRetry
from zato.server.service.patterns import Parallel as ParallelExec
