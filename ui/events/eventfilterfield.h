// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/filterquery.h"

#include <QLineEdit>

namespace signalbox {

class Theme;

/// Where the filter of the event log is typed. A mistake is underlined where it is.
class EventFilterField final : public QLineEdit
{
    Q_OBJECT

public:
    explicit EventFilterField(const Theme &theme, QWidget *parent = nullptr);

    /// Absent: the text is right.
    void showError(const std::optional<FilterError> &error);
    [[nodiscard]] const std::optional<FilterError> &error() const { return m_error; }

protected:
    /// Escape empties the field before it means anything else in the window.
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void underline();

    const Theme &m_theme;
    std::optional<FilterError> m_error;
};

} // namespace signalbox
