from .numbers import *
from .numbers import BLOCK as SIZE
from . import more
