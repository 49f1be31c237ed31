// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QUrl>

class QLabel;
class QPushButton;

namespace signalbox {

class Theme;

/// What a person takes to the browser to sign in there: the page and the code, to open, to copy, to compare.
class DeviceCodeBox final : public QFrame
{
    Q_OBJECT

public:
    /// @p theme must outlive this.
    explicit DeviceCodeBox(const Theme &theme, QWidget *parent = nullptr);

    /// @p page is shown, @p pageWithCode is opened; both http or https.
    void show(const QString &code, const QUrl &page, const QUrl &pageWithCode);

signals:
    void openRequested(const QUrl &page);

private:
    void applyFont();

    const Theme &m_theme;
    QLabel *m_page;
    QLabel *m_code;
    QPushButton *m_open;
    QUrl m_pageWithCode;
};

} // namespace signalbox
