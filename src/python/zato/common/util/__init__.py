"""Small functions under the name by which older services import them."""
from zato.common.util.api import *
