// Boost.JSON is compiled once for ward6ctl, here.
#include <boost/json/src.hpp>
