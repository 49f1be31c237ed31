// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/httpcall.h"

#include <algorithm>

namespace signalbox {

std::optional<QByteArray> HttpCall::header(QByteArrayView name) const
{
    const auto found = std::find_if(headers.cbegin(), headers.cend(),
                                    [name](const auto &header) { return header.first == name; });
    return found == headers.cend() ? std::nullopt : std::optional(found->second);
}

std::optional<QString> HttpCall::argument(QStringView name) const
{
    const auto found = std::find_if(arguments.cbegin(), arguments.cend(),
                                    [name](const auto &argument) { return argument.first == name; });
    return found == arguments.cend() ? std::nullopt : std::optional(found->second);
}

} // namespace signalbox
