// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

/// Which handler a method and a path have. Patterns look like "/api/v1/projects/{}/flags/{}"; a place takes
/// one segment that is not empty. A path may end with one slash more than its pattern.
template <typename Handler>
class RouteTable final
{
public:
    struct Found
    {
        const Handler *handler = nullptr; ///< null: there is none
        QStringList places;               ///< in the order of the pattern
        QByteArrayList allowed;           ///< methods this path has, where it has none for the one asked for
    };

    void add(const QByteArray &method, const QString &pattern, Handler handler)
    {
        m_routes.push_back({method, pattern.split(u'/'), std::move(handler)});
    }

    /// @p segments as in HttpCall. HEAD is looked up as GET: the HTTP library leaves out the body.
    [[nodiscard]] Found find(const QByteArray &method, QStringList segments) const
    {
        if (segments.size() > 2 && segments.constLast().isEmpty())
            segments.removeLast();
        const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
        Found found;
        for (const Route &route : m_routes) {
            const auto places = match(route.segments, segments);
            if (!places)
                continue;
            if (route.method == wanted)
                return {&route.handler, *places, {}};
            if (!found.allowed.contains(route.method))
                found.allowed.append(route.method);
        }
        return found;
    }

private:
    struct Route
    {
        QByteArray method;
        QStringList segments;
        Handler handler;
    };

    [[nodiscard]] static std::optional<QStringList> match(const QStringList &pattern, const QStringList &path)
    {
        if (pattern.size() != path.size())
            return std::nullopt;
        QStringList places;
        for (qsizetype i = 0; i < pattern.size(); ++i) {
            if (pattern.at(i) == QLatin1String("{}")) {
                if (path.at(i).isEmpty())
                    return std::nullopt;
                places.append(path.at(i));
            } else if (pattern.at(i) != path.at(i)) {
                return std::nullopt;
            }
        }
        return places;
    }

    std::vector<Route> m_routes;
};

} // namespace signalbox
